import { data } from "react-router";

/** Anything that is not a page; the layout's error boundary shows it inside the product. */
export function loader(): never {
  throw data({ message: "There is nothing at this address." }, { status: 404 });
}

export default function NotFound() {
  return null;
}
