export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value);
}

/** The person's choice from the Cookie header; the server renders with it, so no page flashes. */
export function themeOf(cookies: string | null): Theme {
  const value = /(?:^|;\s*)theme=([a-z]+)/.exec(cookies ?? "")?.[1];
  return isTheme(value) ? value : "system";
}

export function themeCookie(theme: Theme): string {
  return `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax`;
}
