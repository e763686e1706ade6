/** Which IP addresses count as the public internet: everything else is refused to sandboxes. */
import { BlockList, isIP, isIPv4 } from "node:net";

const REFUSED_IPV4: readonly [network: string, prefix: number, what: string][] = [
  ["0.0.0.0", 8, "this network"],
  ["10.0.0.0", 8, "private"],
  ["100.64.0.0", 10, "carrier-grade NAT"],
  ["127.0.0.0", 8, "loopback"],
  ["169.254.0.0", 16, "link-local and metadata"],
  ["172.16.0.0", 12, "private"],
  ["192.0.0.0", 24, "protocol assignments"],
  ["192.0.2.0", 24, "documentation"],
  ["192.31.196.0", 24, "AS112"],
  ["192.52.193.0", 24, "AMT"],
  ["192.88.99.0", 24, "6to4 relay"],
  ["192.168.0.0", 16, "private"],
  ["192.175.48.0", 24, "AS112"],
  ["198.18.0.0", 15, "benchmarking"],
  ["198.51.100.0", 24, "documentation"],
  ["203.0.113.0", 24, "documentation"],
  ["224.0.0.0", 4, "multicast"],
  ["240.0.0.0", 4, "reserved and broadcast"],
];

/** Inside 2000::/3, the only part of IPv6 that is routed publicly. */
const REFUSED_IPV6: readonly [network: string, prefix: number][] = [
  ["2001::", 23], // protocol assignments, Teredo among them
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4: carries any IPv4 address
  ["3fff::", 20], // documentation
];

const refusedIpv4 = new BlockList();
for (const [network, prefix] of REFUSED_IPV4) refusedIpv4.addSubnet(network, prefix, "ipv4");
const publicIpv6 = new BlockList();
publicIpv6.addSubnet("2000::", 3, "ipv6");
const refusedIpv6 = new BlockList();
for (const [network, prefix] of REFUSED_IPV6) refusedIpv6.addSubnet(network, prefix, "ipv6");

/**
 * Whether an address, in the canonical text that a resolver gives, is public. Anything that is not an
 * address is not. IPv6 forms that embed IPv4 (mapped, NAT64, 6to4, Teredo) lie outside what is allowed.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !refusedIpv4.check(address, "ipv4");
  if (isIP(address) !== 6 || address.includes("%")) return false;
  return publicIpv6.check(address, "ipv6") && !refusedIpv6.check(address, "ipv6");
}
