import { asTerraform } from "../../../lib/rehearsal/checks/exposure";
import { publishedHosts } from "../../../lib/rehearsal/checks/published-hosts";
import { StateCheck } from "../../../lib/rehearsal/checks/states";
import { detect } from "../../../lib/rehearsal/exploration/detection";
import type { CloudObject } from "../../../lib/rehearsal/index";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const HOST = "app.example.com";
const object = (type: string, id: string, values: CloudObject["values"]): CloudObject => ({
  type,
  id,
  name: id,
  values,
  state: {},
});
const tunnel = object(TUNNEL, "edge", { name: "edge" });
const ingress = [{ hostname: HOST, service: "http://web" }, { service: "http_status:404" }];
const routing = object(`${TUNNEL}_config`, "edge", { tunnel_id: "edge", config: { ingress } });
const record = object("cloudflare_dns_record", HOST, {
  name: HOST,
  type: "CNAME",
  content: "edge.cfargotunnel.com",
});

/** What is exposed in these states, which come one after the other. */
function detected(states: CloudObject[][], resolveEverything: boolean) {
  const check = new StateCheck(publishedHosts({ resolveEverything }), states.flat().map(asTerraform));
  const recorded = states.map((objects, i) => ({
    objects,
    calls: () => [{ run: "apply", call: `state ${i}`, outcome: "done" as const }],
  }));
  const context = { transition: "t", fault: "f", before: [], after: [] };
  return detect(recorded, [check], context).exposures.map(({ byForeignRecord, calls }) => [
    calls[0].call,
    byForeignRecord === true,
  ]);
}

describe("detect", () => {
  const [routed, recordedToo, unrouted] = [[tunnel, routing], [tunnel, routing, record], [tunnel]];

  test("shows the first state in which the record of the host leads to it", () => {
    expect(detected([unrouted, routed, recordedToo, recordedToo], true)).toEqual([["state 2", false]]);
    expect(detected([recordedToo, routed], true)).toEqual([["state 0", false]]);
  });

  test("shows a state without the record only if records of other stacks are assumed", () => {
    expect(detected([unrouted, routed], true)).toEqual([["state 1", true]]);
    expect(detected([unrouted, routed], false)).toEqual([]);
    expect(detected([unrouted, routed, recordedToo], false)).toEqual([["state 2", false]]);
  });
});
