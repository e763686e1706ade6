interface IconProps {
  className?: string;
}

/*
 * The few pictures of the first page, so that it does not load an icon library for them. Paths of Lucide (ISC).
 * Pages further in use lucide-react.
 */
function Icon({ className, path }: IconProps & { path: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className}
      aria-hidden
    >
      <path d={path} />
    </svg>
  );
}

export function SearchIcon(props: IconProps) {
  return <Icon {...props} path="m21 21-4.3-4.3M19 11a8 8 0 1 1-16 0 8 8 0 0 1 16 0Z" />;
}

export function PlusIcon(props: IconProps) {
  return <Icon {...props} path="M5 12h14M12 5v14" />;
}

export function AlertIcon(props: IconProps) {
  return <Icon {...props} path="M12 8v4m0 4h.01M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0Z" />;
}

export function LockIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      path="M7 11V7a5 5 0 0 1 10 0v4M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2Z"
    />
  );
}

export function BoxIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      path="M21 8a2 2 0 0 0-1-1.73l-7-4a2 2 0 0 0-2 0l-7 4A2 2 0 0 0 3 8v8a2 2 0 0 0 1 1.73l7 4a2 2 0 0 0 2 0l7-4A2 2 0 0 0 21 16ZM3.3 7l8.7 5 8.7-5M12 22V12"
    />
  );
}
