import { WebglAddon } from "@xterm/addon-webgl";
import type { Terminal } from "@xterm/xterm";

/** Draws with WebGL where a graphics chip does it; where it would be imitated, or is lost, the plain renderer is faster. */
export function drawWithGpu(terminal: Terminal): void {
  const context = document.createElement("canvas").getContext("webgl2");
  const info = context?.getExtension("WEBGL_debug_renderer_info");
  const drawnBy = info ? String(context?.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "";
  // Browsers keep few contexts: the one that only asked goes at once.
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  if (!context || /swiftshader|llvmpipe|software/i.test(drawnBy)) return;
  const gpu = new WebglAddon();
  gpu.onContextLoss(() => gpu.dispose());
  terminal.loadAddon(gpu);
}
