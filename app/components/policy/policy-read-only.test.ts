import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../../workers/domain/policy/policy-settings.ts";
import { PolicyReadOnly } from "./policy-read-only.tsx";
import { SETTINGS, settingWords } from "./policy-words.ts";

test("who may not change the policy reads every setting in words, with nothing to type into", () => {
  const policy = { ...DEFAULT_POLICY, idle_timeout_minutes: 0, auto_teardown: false };
  const page = renderToStaticMarkup(createElement(PolicyReadOnly, { policy }));
  for (const setting of SETTINGS) expect(page).toContain(settingWords(setting).label);
  expect(page).toContain("<dd>never</dd>");
  expect(page).toContain("<dd>off</dd>");
  expect(page).not.toMatch(/<(input|button|select)/);
});
