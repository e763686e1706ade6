import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { ME } from "../answers.ts";
import { Api } from "../api.ts";
import { newCommand, type Perform } from "../command.ts";
import { done, EXIT } from "../failure.ts";
import { forgetLogin, loginPath, readOrigin, readToken, writeLogin } from "../login-file.ts";
import { oneLine } from "../text/table.ts";

const HERE = "http://127.0.0.1:8787";
const LOOPBACK = /^http:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:|$)/;

export function loginCommand(perform: Perform, stdin: NodeJS.ReadStream) {
  return newCommand("login", "Keep a dashboard's address and your API token for the other commands", {
    example: `login https://sandbar.example.com < token.txt`,
    more:
      "The token is asked for on a terminal, else read from standard input: never an argument, which others could see.\n" +
      "Kept in $XDG_CONFIG_HOME/sandbar/config.json, for you alone. SANDBAR_URL and SANDBAR_TOKEN win over it.",
  })
    .argument("[url]", `address of the dashboard (SANDBAR_URL, else ${HERE})`)
    .action((given, options) =>
      perform.unknown(options, async ({ output, env }) => {
        const url = readOrigin(given ?? env.SANDBAR_URL ?? HERE);
        if (!url.ok) return url;
        const token = readToken(await askToken(stdin));
        if (!token.ok) return token;
        const login = { url: url.value, token: token.value };
        const api = new Api(login);
        const me = await api.get(ME, "/me");
        await api.close();
        if (!me.ok) return me;
        const kept = writeLogin(env, login);
        if (!kept.ok) return kept;
        output.body(me.value);
        const { user, team, role } = me.value;
        output.say(`Logged in to ${url.value} as ${oneLine(user.name)}, ${role} of ${oneLine(team.name)}.`);
        output.say(`The token is in ${loginPath(env)}.`);
        if (url.value.startsWith("http:") && !LOOPBACK.test(url.value)) {
          output.note("This address is not encrypted: whoever is on the way can read your token. Use https.");
        }
        return done(EXIT.done);
      }),
    );
}

export function logoutCommand(perform: Perform) {
  return newCommand("logout", "Forget the address and the token that login kept", {
    example: "logout",
    json: "whether there was a login, as one JSON document on stdout",
    more: "The token itself stays valid until it is revoked in Settings.",
  }).action((options) =>
    perform.unknown(options, async ({ output, env }) => {
      const logged_out = forgetLogin(env);
      output.body({ logged_out });
      output.say(logged_out ? "Logged out." : "You were not logged in.");
      return done(EXIT.done);
    }),
  );
}

async function askToken(stdin: NodeJS.ReadStream): Promise<string> {
  if (!stdin.isTTY) return text(stdin);
  process.stderr.write("API token (Settings, API tokens): ");
  // What is typed is shown nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  lines.once("SIGINT", () => process.exit(130));
  const answer = await lines.question("");
  lines.close();
  process.stderr.write("\n");
  return answer;
}
