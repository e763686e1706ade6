import { can } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import { DEFAULT_TEMPLATE, TEMPLATES, type Template } from "../../domain/sandbox/templates.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";

export interface TemplateBody extends Pick<Template, "name" | "title" | "description" | "setup" | "command"> {
  /** Paths of the files that it writes. */
  readonly files: readonly string[];
  /** What a launch without repository and template gets. */
  readonly default: boolean;
}

export async function listTemplates(
  context: ServiceContext,
): Promise<Result<{ readonly items: readonly TemplateBody[] }>> {
  return guarded(context, { action: "template.list", target: null }, async () => {
    const decision = can(context.viewer, "templates.read");
    if (!decision.ok) return decision;
    return ok({ items: TEMPLATES.map(templateBody) });
  });
}

function templateBody(template: Template): TemplateBody {
  const { name, title, description, files, setup, command } = template;
  const paths = files.map((file) => file.path);
  return { name, title, description, files: paths, setup, command, default: name === DEFAULT_TEMPLATE };
}
