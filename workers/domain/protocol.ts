/**
 * Terminal frames: the one binary protocol between a viewer's browser, the sandbox's Durable Object and the
 * agent. One WebSocket message is one frame: a type byte, then fields in network byte order. Offsets are bytes:
 * `offset` counts what the PTY has written since it was created, `input offset` what one viewer has sent since
 * it first attached. docs/protocol.md section 1 is this file in words; a test holds them together.
 *
 * Offsets travel as u64 and are numbers here, so a value above 2^53 - 1 is malformed.
 */
export * from "./protocol/decode.ts";
export * from "./protocol/encode.ts";
export * from "./protocol/frame.ts";
