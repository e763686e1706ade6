import type { Template } from "./templates.ts";

const INDEX = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>A static site</title>
    <link rel="stylesheet" href="style.css" />
  </head>
  <body>
    <main>
      <h1>It works</h1>
      <p>Edit <code>site/index.html</code> and reload.</p>
    </main>
  </body>
</html>
`;

const STYLE = `:root {
  color-scheme: light dark;
  font: 1.125rem/1.6 system-ui, sans-serif;
}

main {
  max-width: 40rem;
  margin: 15vh auto;
  padding: 0 1rem;
}
`;

export const staticSiteTemplate: Template = {
  name: "static-site",
  title: "Static site",
  description: "A web page served on port 8000, to edit and preview.",
  files: [
    { path: "site/index.html", content: INDEX },
    { path: "site/style.css", content: STYLE },
  ],
  setup: [["git", "init", "--quiet", "--initial-branch=main"]],
  command: "exec python3 -u -m http.server 8000 --bind 127.0.0.1 --directory site",
};
