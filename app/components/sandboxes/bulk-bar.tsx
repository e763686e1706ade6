import { Form, useNavigation } from "react-router";
import { Button } from "../controls/button.tsx";

/** Appears while rows are selected (CSS alone decides), acts on all of them with one POST. */
export function BulkBar() {
  const busy = useNavigation().formAction?.startsWith("/?index") ?? false;
  return (
    <Form
      id="bulk"
      method="post"
      action="/?index"
      className="bulk-bar sticky bottom-4 z-10 mx-auto mt-4 hidden w-fit items-center gap-2 rounded-lg border border-line bg-raised p-2 shadow-xl"
    >
      <span className="px-2 text-muted">With the selected:</span>
      <Button type="submit" name="intent" value="save" size="small" aria-disabled={busy || undefined}>
        Save a checkpoint
      </Button>
      <Button type="submit" name="intent" value="keep_alive" size="small" aria-disabled={busy || undefined}>
        Keep for 1 h
      </Button>
      <Button
        type="submit"
        name="intent"
        value="teardown"
        size="small"
        look="danger"
        aria-disabled={busy || undefined}
      >
        Save and tear down
      </Button>
      <Button type="reset" size="small" look="quiet">
        Clear
      </Button>
    </Form>
  );
}
