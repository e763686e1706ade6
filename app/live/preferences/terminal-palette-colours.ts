import type { Palette, PaletteName, Shade } from "./terminal-palettes.ts";

const ansi = (colours: string) => colours.split(" ").map((colour) => `#${colour}`);

/** Sixteen colours in the order black, red, green, yellow, blue, magenta, cyan, white; then the bright ones. */
export const SHADES: Readonly<Record<PaletteName, Readonly<Record<Shade, Palette>>>> = {
  // Background, foreground and accent are the page's own (app.css).
  sandbar: {
    light: {
      background: "#fdfcfb",
      foreground: "#21201d",
      accent: "#0b6b83",
      ansi: ansi(
        "21201d b3261e 1b6e3c 855600 1f5bb5 8a3a9a 0b6b83 6a655e 5c5750 c2352c 25793f 8a5a00 2b67c4 9646a6 12748c 45413b",
      ),
    },
    dark: {
      background: "#11100f",
      foreground: "#eeebe7",
      accent: "#6cc5dc",
      ansi: ansi(
        "3a3734 ff8a7d 7fd69b e6b455 8ab4f8 d3a4ec 6cc5dc d9d5cf 97918a ffa79d 9be3b3 f0c877 a9c8fb e0bdf4 8fd6e8 ffffff",
      ),
    },
  },
  github: {
    light: {
      background: "#ffffff",
      foreground: "#1f2328",
      accent: "#0969da",
      ansi: ansi(
        "24292f cf222e 116329 4d2d00 0969da 8250df 1b7c83 6e7781 57606a a40e26 1a7f37 633c01 218bff a475f9 3192aa 8c959f",
      ),
    },
    dark: {
      background: "#0d1117",
      foreground: "#e6edf3",
      accent: "#58a6ff",
      ansi: ansi(
        "484f58 ff7b72 3fb950 d29922 58a6ff bc8cff 39c5cf b1bac4 6e7681 ffa198 56d364 e3b341 79c0ff d2a8ff 56d4dd ffffff",
      ),
    },
  },
  gruvbox: {
    light: {
      background: "#fbf1c7",
      foreground: "#3c3836",
      accent: "#af3a03",
      ansi: ansi(
        "fbf1c7 cc241d 98971a d79921 458588 b16286 689d6a 7c6f64 928374 9d0006 79740e b57614 076678 8f3f71 427b58 3c3836",
      ),
    },
    dark: {
      background: "#282828",
      foreground: "#ebdbb2",
      accent: "#fe8019",
      ansi: ansi(
        "282828 cc241d 98971a d79921 458588 b16286 689d6a a89984 928374 fb4934 b8bb26 fabd2f 83a598 d3869b 8ec07c ebdbb2",
      ),
    },
  },
  catppuccin: {
    light: {
      background: "#eff1f5",
      foreground: "#4c4f69",
      accent: "#8839ef",
      ansi: ansi(
        "5c5f77 d20f39 40a02b df8e1d 1e66f5 ea76cb 179299 acb0be 6c6f85 de293e 49af3d eea02d 456eff fe85d8 2d9fa8 bcc0cc",
      ),
    },
    dark: {
      background: "#1e1e2e",
      foreground: "#cdd6f4",
      accent: "#cba6f7",
      ansi: ansi(
        "45475a f38ba8 a6e3a1 f9e2af 89b4fa f5c2e7 94e2d5 a6adc8 585b70 f37799 89d88b ebd391 74a8fc f2aede 6bd7ca bac2de",
      ),
    },
  },
  // Body text is the palette's emphasised tone: its plain one does not reach 4.5:1 on the light background.
  solarized: {
    light: {
      background: "#fdf6e3",
      foreground: "#586e75",
      accent: "#268bd2",
      ansi: ansi(
        "073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5 002b36 cb4b16 586e75 657b83 839496 6c71c4 93a1a1 fdf6e3",
      ),
    },
    dark: {
      background: "#002b36",
      foreground: "#93a1a1",
      accent: "#268bd2",
      ansi: ansi(
        "073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5 586e75 cb4b16 586e75 657b83 839496 6c71c4 93a1a1 fdf6e3",
      ),
    },
  },
  modus: {
    light: {
      background: "#ffffff",
      foreground: "#000000",
      accent: "#0031a9",
      ansi: ansi(
        "000000 a60000 006800 6f5500 0031a9 721045 005e8b a6a6a6 595959 972500 00663f 884900 3548cf 531ab6 005f5f ffffff",
      ),
    },
    dark: {
      background: "#000000",
      foreground: "#ffffff",
      accent: "#2fafff",
      ansi: ansi(
        "1e1e1e ff5f59 44bc44 d0bc00 2fafff feacd0 00d3d0 a6a6a6 989898 ff6b55 00c06f fec43f 79a8ff b6a0ff 6ae4b9 ffffff",
      ),
    },
  },
};
