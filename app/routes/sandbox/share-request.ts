import { SHARE_PARTS, SHARE_ROLES } from "../../../workers/domain/sharing/share.ts";
import type { ShareInput } from "../../../workers/domain/sharing/share-request.ts";

/** The link that one key makes. */
export const QUICK_SHARE: ShareInput = {
  role: "view",
  parts: ["terminal", "timeline"],
  expires_in_minutes: 60,
};

/** What the form asks for; numbers that are none are refused where they are checked. A role that is none is the least. */
export function shareRequest(form: FormData): ShareInput {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const custom = Number(text("custom_amount") || Number.NaN) * Number(text("custom_unit"));
  const expires = text("expires");
  return {
    role: SHARE_ROLES.find((role) => role === text("role")) ?? "view",
    parts: SHARE_PARTS.filter((part) => form.getAll("parts").includes(part)),
    expires_in_minutes: expires === "custom" ? custom : Number(expires || Number.NaN),
    max_uses: text("max_uses") === "" ? null : Number(text("max_uses")),
    password: String(form.get("password") ?? "") || null,
    label: text("label") || null,
  };
}
