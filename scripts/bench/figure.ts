/** What a benchmark measures, beside what the same machine did at its barest in the same run. */
import type { EngineProcess } from "../../container/local/testing/engine-process.ts";
import type { Product } from "../../tests/product/product.ts";
import type { BareServer } from "./bare-server.ts";

export type Unit = "ms" | "s" | "MB/s" | "MB" | "%" | "% CPU";

export interface Figure {
  readonly what: string;
  readonly unit: Unit;
  readonly measured: number;
  /** Undefined where there is nothing to compare with. */
  readonly floor?: number;
  /** How the measured figure should relate to the floor, in words (performance.md). */
  readonly aim?: string;
}

export interface Row {
  readonly name: string;
  /** One sentence each: how it is measured, and what the floor is. */
  readonly how: string;
  readonly floor: string;
  readonly measure: (bench: Bench) => Promise<Figure[]>;
}

export interface Bench {
  readonly product: Product;
  /** A second engine without the rest of the product. */
  readonly engine: EngineProcess;
  /** A WebSocket-to-PTY server without anything else. */
  readonly bare: BareServer;
}
