import { type HunkTokens, markEdits, type TokenizeOptions, tokenize } from "react-diff-view";
import bash from "refractor/bash";
import c from "refractor/c";
import { refractor } from "refractor/core";
import css from "refractor/css";
import go from "refractor/go";
import java from "refractor/java";
import javascript from "refractor/javascript";
import json from "refractor/json";
import jsx from "refractor/jsx";
import markup from "refractor/markup";
import python from "refractor/python";
import ruby from "refractor/ruby";
import rust from "refractor/rust";
import sql from "refractor/sql";
import toml from "refractor/toml";
import tsx from "refractor/tsx";
import typescript from "refractor/typescript";
import yaml from "refractor/yaml";
import type { PatchFile } from "./patch-file.ts";

const LANGUAGES = [
  bash,
  c,
  css,
  go,
  java,
  javascript,
  json,
  jsx,
  markup,
  python,
  ruby,
  rust,
  sql,
  toml,
].concat([tsx, typescript, yaml]);
for (const language of LANGUAGES) refractor.register(language);

const BY_ENDING: Readonly<Record<string, string>> = {
  c: "c",
  cc: "c",
  cjs: "javascript",
  cpp: "c",
  css: "css",
  go: "go",
  h: "c",
  html: "markup",
  java: "java",
  js: "javascript",
  json: "json",
  jsx: "jsx",
  mjs: "javascript",
  mts: "typescript",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "bash",
  sql: "sql",
  svg: "markup",
  toml: "toml",
  ts: "typescript",
  tsx: "tsx",
  xml: "markup",
  yaml: "yaml",
  yml: "yaml",
};

/** Colours where the language is known, and the words that changed within lines. */
export function highlight(file: PatchFile): HunkTokens {
  const hunks = [...file.hunks];
  const enhancers = [markEdits(hunks, { type: "block" })];
  const language = BY_ENDING[/\.(\w+)$/.exec(file.path)?.[1]?.toLowerCase() ?? ""];
  if (!language) return tokenize(hunks, { enhancers });
  // The library was written for an earlier answer of refractor: the nodes alone, without their root.
  const adapted = { highlight: (text: string) => refractor.highlight(text, language).children };
  const options = { highlight: true, refractor: adapted, language, enhancers };
  return tokenize(hunks, options as unknown as TokenizeOptions);
}
