/** Built-in starting points of a sandbox. They need only what every sandbox has: node or python3, and git. */
import { nodeTemplate } from "./template-node.ts";
import { pythonTemplate } from "./template-python.ts";
import { staticSiteTemplate } from "./template-static-site.ts";

export interface TemplateFile {
  /** Relative to the workspace. */
  readonly path: string;
  readonly content: string;
  /** File mode; 0o644 when absent. */
  readonly mode?: number;
}

export interface Template {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Written before set-up runs. */
  readonly files: readonly TemplateFile[];
  /** Run one after the other in the workspace; each is an argv, never shell text. */
  readonly setup: readonly (readonly string[])[];
  /** The task when the launch names none; null leaves the sandbox to its terminals. */
  readonly command: string | null;
}

const emptyTemplate: Template = {
  name: "empty",
  title: "Empty",
  description: "An empty workspace and a shell.",
  files: [],
  setup: [],
  command: null,
};

export const DEFAULT_TEMPLATE = emptyTemplate.name;

export const TEMPLATES: readonly Template[] = [
  emptyTemplate,
  nodeTemplate,
  pythonTemplate,
  staticSiteTemplate,
];

export function findTemplate(name: string): Template | undefined {
  return TEMPLATES.find((template) => template.name === name);
}
