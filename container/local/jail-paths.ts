/** Where things are inside every jail. */
import { LOCAL_REPOSITORY_PATH } from "../../workers/engines/engine.ts";

export const INSIDE = {
  uid: 1000,
  user: "sandbox",
  home: "/home/sandbox",
  workspace: "/workspace",
  /** Node, npm, the agent and what it needs; read-only. */
  opt: "/opt/sandbar",
  agent: "/opt/sandbar/agent.mjs",
  bridge: "/opt/sandbar/egress-bridge.mjs",
  node: "/opt/sandbar/bin/node",
  egressFolder: "/run/sandbar/egress",
  egressSocket: "/run/sandbar/egress/proxy.sock",
  /** On the jail's own loopback interface; carried to the socket above. */
  egressPort: 3128,
  repository: LOCAL_REPOSITORY_PATH,
  path: "/opt/sandbar/bin:/usr/local/bin:/usr/bin:/bin",
} as const;
