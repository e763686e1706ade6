import { useEffect, useReducer } from "react";
import { Choice } from "./settings-fields.tsx";
import { PALETTE_NAMES, PALETTE_WORDS, type Palette, palette } from "./terminal-palettes.ts";
import { changePreferences } from "./terminal-preferences.ts";
import { onThemeChange, presentShade } from "./terminal-theme.ts";
import { usePreferences } from "./use-preferences.ts";

/** Colours, with a few lines of a terminal that wears the chosen ones. */
export function PaletteChoice() {
  const { palette: chosen, shade: wanted } = usePreferences();
  const [, themeChanged] = useReducer((count: number) => count + 1, 0);
  useEffect(() => onThemeChange(themeChanged), []);
  // Only shown in a browser: the server does not know the system's theme.
  const shade = typeof document === "undefined" ? "light" : presentShade(document.body, { shade: wanted });
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-muted text-xs">Colours</legend>
      <Sample colours={palette(chosen, shade)} />
      <div className="grid grid-cols-2 gap-1.5">
        {PALETTE_NAMES.map((name) => (
          <label
            key={name}
            className="flex h-8 items-center gap-2 rounded-md border border-line px-2 text-xs has-checked:border-accent has-checked:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="terminal-palette"
              value={name}
              checked={name === chosen}
              onChange={() => changePreferences({ palette: name })}
              className="sr-only"
            />
            <Dots colours={palette(name, shade)} />
            <span className="truncate" title={PALETTE_WORDS[name]}>
              {PALETTE_WORDS[name]}
            </span>
          </label>
        ))}
      </div>
      <Choice
        name="shade"
        label="Light or dark"
        words={{ page: "As the page", light: "Light", dark: "Dark" }}
      />
    </fieldset>
  );
}

function Dots({ colours: { background, foreground, ansi } }: { colours: Palette }) {
  return (
    <svg viewBox="0 0 30 16" className="h-4 w-7.5 shrink-0" aria-hidden>
      <rect width="30" height="16" rx="3" fill={background} stroke={`${foreground}66`} />
      {[1, 2, 4].map((index, at) => (
        <circle key={index} cx={8 + at * 7} cy="8" r="2.5" fill={ansi[index]} />
      ))}
    </svg>
  );
}

function Sample({ colours: { background, foreground, accent, ansi } }: { colours: Palette }) {
  const [, red, green, yellow, blue, magenta] = ansi;
  return (
    <pre
      aria-hidden
      className="overflow-hidden rounded-md border border-line px-2.5 py-2 font-mono text-xs leading-5"
      style={{ background, color: foreground }}
    >
      <span style={{ color: green }}>ada@harbor</span>:<span style={{ color: blue }}>~/greeter</span>$ npm
      test{"\n"}
      <span style={{ color: yellow }}>2 slow</span> <span style={{ color: green }}>41 passed</span>{" "}
      <span style={{ color: red }}>1 failed</span> <span style={{ color: magenta }}>#12</span>{" "}
      <span style={{ background: accent, color: background }}> </span>
    </pre>
  );
}
