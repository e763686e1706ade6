import { index, layout, type RouteConfig, route } from "@react-router/dev/routes";

export default [
  layout("routes/signed-in.tsx", [
    index("routes/sandboxes.tsx"),
    route("launch", "routes/launch.tsx"),
    route("launch/check", "routes/launch-check.ts"),
    route("settings/policy/preview", "routes/settings-policy-preview.ts"),
    route("sandboxes/:name/timeline.txt", "routes/sandbox-timeline-text.ts"),
    route("sandboxes/:name/git", "routes/sandbox-git.ts"),
    route("sandboxes/:name", "routes/sandbox.tsx", [
      index("routes/sandbox-home.tsx"),
      route("terminals/:terminal", "routes/sandbox-terminal.tsx"),
      route("timeline", "routes/sandbox-timeline.tsx"),
      route("checkpoints", "routes/sandbox-checkpoints.tsx"),
      route("exports", "routes/sandbox-exports.tsx"),
      route("details", "routes/sandbox-details.tsx"),
      route("teardown", "routes/sandbox-teardown.tsx"),
    ]),
    route("settings", "routes/settings.tsx", [
      index("routes/settings-appearance.tsx"),
      route("policy", "routes/settings-policy.tsx"),
      route("profiles", "routes/settings-profiles.tsx"),
      route("profiles/:profile", "routes/settings-profile.tsx"),
      route("new-profile", "routes/settings-new-profile.tsx"),
      route("tokens", "routes/settings-tokens.tsx"),
      route("members", "routes/settings-members.tsx"),
      route("engine", "routes/settings-engine.tsx"),
    ]),
    route("shortcuts", "routes/shortcuts.tsx"),
    route("*", "routes/not-found.tsx"),
  ]),
  route("setup", "routes/setup.tsx"),
  route("sign-in", "routes/sign-in.tsx"),
  route("sign-out", "routes/sign-out.ts"),
  route("theme", "routes/theme.ts"),
] satisfies RouteConfig;
