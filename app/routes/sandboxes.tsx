export default function Sandboxes() {
  return <h1>Sandboxes</h1>;
}
