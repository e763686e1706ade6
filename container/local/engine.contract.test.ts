import { engineContract } from "../../workers/engines/engine.contract.ts";
import { EngineProcess } from "./testing/engine-process.ts";

engineContract("the local engine", async () => {
  const process = new EngineProcess();
  await process.start();
  return {
    engine: process.engine,
    socket: (id, generation, path) => process.socket(id, generation, path),
    leftovers: () => process.leftovers(),
    dispose: () => process.dispose(),
  };
});
