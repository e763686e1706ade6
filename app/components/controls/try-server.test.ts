import { UNSAFE_ErrorResponseImpl as ErrorResponse } from "react-router";
import { expect, test } from "vitest";
import { tryServer } from "./try-server.ts";

const failing = (error: unknown) => tryServer(() => Promise.reject(error));
const unreachable = expect.objectContaining({
  data: { refusal: expect.objectContaining({ reason_code: "unreachable" }) },
  // With another status the page would be loaded again, which fails as well.
  init: { status: 503 },
});

test("a network that fails and a proxy that answers for a server that is away leave the form as it is", async () => {
  expect(await failing(new TypeError("Failed to fetch"))).toEqual(unreachable);
  expect(await failing(new ErrorResponse(502, "Bad Gateway", "<html>Bad gateway</html>"))).toEqual(
    unreachable,
  );
  expect(await failing(new ErrorResponse(504, "", ""))).toEqual(unreachable);
});

test("nobody is told that nothing was done when only the answer was lost", async () => {
  const refusal = { message: expect.stringContaining("not known whether") };
  expect(await failing(new TypeError("Failed to fetch"))).toMatchObject({ data: { refusal } });
});

test("what the server itself throws goes on", async () => {
  const thrown = new ErrorResponse(503, "", { message: "Storage is down." });
  await expect(failing(thrown)).rejects.toBe(thrown);
  await expect(failing(new ErrorResponse(404, "", "Not found"))).rejects.toBeInstanceOf(ErrorResponse);
  await expect(failing(new Response(null, { status: 302 }))).rejects.toBeInstanceOf(Response);
});
