import { ACCOUNT_ID } from "./fixture";
import { accountReport } from "../../lib/account/drift/drift";
import type { Account } from "../../lib/account/model";
import { accountObjects } from "../../lib/account/read/account-objects";
import { Collection } from "../../lib/account/read/collections";
import type { Values } from "../../lib/core/terraform/values";
import { APPLICATION, CONFIG, POLICY, RECORD, TUNNEL } from "../inventory/fixture";

const SCOPE = { account_id: ACCOUNT_ID };
const objects = (type: string, results: Values[]) =>
  accountObjects(results, { type, what: type, path: type, permission: "" } satisfies Collection, SCOPE);

/** An account with this number of hosts, each on a tunnel of its own. Every tenth host has no application. */
function accountOf(number: number): Account {
  const each = <Result>(make: (i: number, hostname: string) => Result) =>
    Array.from({ length: number }, (_, i) => make(i, `h${i}.example.com`));
  const tunnels = objects(
    TUNNEL,
    each((i) => ({ id: `tunnel-${i}-0123456789`, name: `t${i}` })),
  );
  return {
    id: ACCOUNT_ID,
    objects: [
      ...objects(
        CONFIG,
        each((i, hostname) => ({
          id: `config-${i}`,
          name: `t${i}`,
          tunnel_id: `tunnel-${i}-0123456789`,
          config: { ingress: [{ hostname, service: "http://a" }, { service: "http_status:404" }] },
        })),
      ),
      ...tunnels,
      ...objects(POLICY, [
        { id: "staff", name: "staff", decision: "allow", include: [{ email_domain: { domain: "example.com" } }] },
      ]),
      ...objects(
        APPLICATION,
        each((i, domain) => ({
          id: `app-${i}`,
          name: domain,
          domain,
          aud: `aud-${i}`,
          policies: [{ id: "staff" }],
        })).filter((_, i) => i % 10 > 0),
      ),
      ...objects(
        RECORD,
        each((i, name) => ({
          id: `record-${i}`,
          name,
          type: "CNAME",
          proxied: true,
          content: `tunnel-${i}-0123456789.cfargotunnel.com`,
        })),
      ),
    ],
    tunnels: tunnels.map((tunnel) => ({ tunnel, status: "healthy", connectors: [], isLocal: false })),
    gaps: [],
  };
}

test("the inventory of an account with 1,000 hosts on 1,000 tunnels takes less than 10 seconds", () => {
  const account = accountOf(1000);
  const started = performance.now();
  const { hosts, findings } = accountReport(account, { today: new Date("2026-01-01") });
  const seconds = (performance.now() - started) / 1000;
  expect(hosts).toHaveLength(1000);
  expect(findings.filter(({ code }) => code === "HostExposed")).toHaveLength(100);
  expect(seconds).toBeLessThan(10);
});
