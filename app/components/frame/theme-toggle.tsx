import { Form, useLocation } from "react-router";
import { THEMES, type Theme } from "./theme.ts";

const WORDS: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };

/** Three buttons of one form: works without JavaScript, and the page keeps its place with it. */
export function ThemeToggle({ theme }: { theme: Theme }) {
  const { pathname, search } = useLocation();
  return (
    <Form
      method="post"
      action="/theme"
      replace
      preventScrollReset
      className="flex gap-0.5 rounded-md bg-hover p-0.5"
    >
      <input type="hidden" name="from" value={pathname + search} />
      {THEMES.map((name) => (
        <button
          key={name}
          type="submit"
          name="theme"
          value={name}
          aria-pressed={theme === name}
          className="flex h-7 flex-1 items-center justify-center gap-1.5 rounded px-2 text-muted text-xs hover:text-text aria-pressed:bg-raised aria-pressed:text-text aria-pressed:shadow-sm"
        >
          {WORDS[name]}
        </button>
      ))}
    </Form>
  );
}
