import { median, row } from "./bench/measure";
import { AccessEvaluator } from "../lib/reachability/access/access-evaluator";
import { PublicDestinations } from "../lib/reachability/access/destinations";
import { AccessApplicationData, AccessPolicyData, EMPTY_DIRECTORY, Selector } from "../lib/reachability/access/model";
import { PublicReach, publicReach } from "../lib/reachability/access/public-reach";
import { gained } from "../lib/reachability/users/search";

const SIZES = [100, 1000, 4000];
const ROUNDS = 5;

interface Variant {
  readonly name: string;
  /** The second version has another posture check or another user. */
  readonly policies: (host: number, version: number) => AccessPolicyData[];
}

const email = (address: string): Selector => ({ name: "email", value: { email: address } });
const country = (code: string): Selector => ({ name: "geo", value: { country_code: code } });
const group = (name: string): Selector => ({ name: "okta", value: { name, identity_provider_id: "okta" } });
const posture = (id: string): Selector => ({ name: "device_posture", value: { integration_uid: id } });

function policy(decision: string, include: Selector[], require: Selector[] = [], exclude: Selector[] = []) {
  return { name: decision, decision, rules: { include, require, exclude } };
}

function ownPolicies(host: number, version: number): AccessPolicyData[] {
  return [
    policy("non_identity", [{ name: "service_token", value: { token_id: `token-${host}` } }]),
    policy("deny", [{ name: "everyone", value: {} }], [], [country("DE"), country("FR"), country("PT")]),
    policy(
      "allow",
      [group(`team-${host}`), group("operators")],
      [posture(`check-${version}`)],
      [email("former@example.com")],
    ),
    policy("allow", [{ name: "email_domain", value: { domain: "example.com" } }], [group(`readers-${host}`)]),
    policy("allow", [email(`owner-${host}@example.com`)]),
  ];
}

/** In the order of the versions. The objects are the same for all hosts. */
const shared = [1, 2].map((version) => ownPolicies(0, version));
const staff = [1, 2].map((version) => {
  const users = Array.from({ length: 1000 }, (_, i) => email(`user-${i === 500 ? -version : i}@example.com`));
  return [policy("allow", users)];
});
const VARIANTS: Variant[] = [
  { name: "5 policies of its own", policies: ownPolicies },
  { name: "5 shared policies", policies: (_, version) => shared[version - 1] },
  { name: "1 shared policy of 1,000 users", policies: (_, version) => staff[version - 1] },
];

function reachOf(hosts: number, { policies }: Variant, version: number): PublicReach[] {
  const applications = Array.from({ length: hosts }, (_, host): AccessApplicationData & { host: number } => ({
    host,
    policies: policies(host, version),
    allowedProviders: [],
  }));
  const hostname = (host: number) => `app-${host}.example.com`;
  const destinations = new PublicDestinations(
    applications.map((owner) => ({ owner, hostname: hostname(owner.host), path: "" })),
  );
  const evaluator = new AccessEvaluator(EMPTY_DIRECTORY);
  return applications.map(({ host }) =>
    publicReach({
      kind: "regular",
      applications: destinations.at(hostname(host), "/").map(
        (each) =>
          each && {
            audience: String(each.host),
            admission: evaluator.admissionOf(each),
            preflightBypass: false,
          },
      ),
      unmatched: "admitted",
      check: { required: true, audiences: [String(host)] },
      usersWithToken: (audience) => evaluator.admissionOf(applications[Number(audience)]).withToken,
    }),
  );
}

function milliseconds(task: () => unknown): number {
  const start = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function measureVariant(hosts: number, variant: Variant): string {
  const reach = median(Array.from({ length: ROUNDS }, () => milliseconds(() => reachOf(hosts, variant, 1))));
  const [before, same, changed] = [1, 1, 2].map((version) => reachOf(hosts, variant, version));
  const compare = (after: PublicReach[]) =>
    milliseconds(() => before.forEach(({ users }, host) => gained(users, after[host].users)));
  const times = [reach, compare(same), compare(changed)];
  return row([variant.name, hosts, ...times.map((time) => `${time.toFixed(0)} ms`), microseconds(reach / hosts)]);
}

function microseconds(time: number): string {
  return `${(time * 1000).toFixed(0)} µs`;
}

console.log(
  `Users who reach each host, and the users gained by a second version; CPU time, median of ${ROUNDS} runs.\n`,
);
console.log(row(["hosts with", "hosts", "reach", "same version", "changed version", "reach per host"]));
console.log(row(["---", ...Array(5).fill("---:")]));
for (const variant of VARIANTS) for (const hosts of SIZES) console.log(measureVariant(hosts, variant));
