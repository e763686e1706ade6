import type { Config } from "@react-router/dev/config";

export default {
  ssr: true,
  // Forms of pages that send no Referer come with this origin; which of them are our own, workers/http/origins.ts has decided by then.
  allowedActionOrigins: ["null"],
} satisfies Config;
