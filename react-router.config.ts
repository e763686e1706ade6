import type { Config } from "@react-router/dev/config";

export default {
  ssr: true,
  // Which origins are our own workers/http/origins.ts has decided by then, from PUBLIC_URL. The router would compare them with the
  // address that the Worker sees, which behind a TLS proxy is another; pages that send no Referer come with "null".
  allowedActionOrigins: ["null", "**"],
} satisfies Config;
