import { NOTHING, Step } from "../../../lib/rehearsal";
import { withRepresentatives } from "../../../lib/rehearsal/symmetry/representatives";
import { edited, written } from "../fixtures/app";
import { Estate, EstateHost, stepOf } from "../fixtures/estate";

const name = (label: string) => (label.includes(".") ? label : `${label}.example.com`);
const staff: EstateHost = { tunnel: "t", policies: ["staff"] };

/** A step that publishes these hosts by one tunnel. */
function publishing(hosts: Readonly<Record<string, Partial<EstateHost>>>, more: Partial<Estate> = {}): Step {
  const named = Object.entries(hosts).map(([label, host]) => [name(label), { ...staff, ...host }]);
  return stepOf("step", { tunnels: { t: {} }, hosts: Object.fromEntries(named), ...more });
}

const alike = (...labels: string[]) => Object.fromEntries(labels.map((label) => [label, {}]));

/** The hostnames of the rules in the first stack. */
function hostsOf({ stacks }: Step): string[] {
  const [config]: any[] = Object.values(
    (stacks[0].terraform as any).resource.cloudflare_zero_trust_tunnel_cloudflared_config,
  );
  return config.config.ingress.flatMap(({ hostname = [] }: any) => hostname);
}

const removing = (before: Step, after: Step) => withRepresentatives([before, after], false).map(hostsOf);

describe("the representatives of hosts", () => {
  test("are one of the hosts that stay, and every host that changes in its own way", () => {
    const before = publishing(alike("a", "b", "c", "d"));
    const after = publishing(alike("a", "b", "c"));
    expect(removing(before, after)).toEqual([[name("a"), name("d")], [name("a")]]);
  });

  test("are two of the hosts that change alike", () => {
    const before = publishing(alike("a", "b", "c", "d", "e"));
    const after = publishing(alike("a", "b"));
    expect(removing(before, after)).toEqual([[name("a"), name("c"), name("d")], [name("a")]]);
    expect(withRepresentatives([publishing(alike("a", "b", "c"))], true).map(hostsOf)).toEqual([
      [name("a"), name("b")],
    ]);
  });

  test("leave nothing of the others in the stack, except in comments", () => {
    const [{ stacks }] = withRepresentatives([publishing(alike("a", "b", "c"))], true);
    const [{ terraform, isReduced, notes }] = stacks;
    expect(isReduced).toBe(true);
    expect(JSON.stringify(terraform, (key, value) => (key === "//" ? undefined : value))).not.toMatch(/c\.?example/);
    expect(notes).toEqual([
      "stack app: 1 host that differs from a.example.com only in names and origins is not rehearsed",
    ]);
  });

  test("do not represent hosts for other users, in other domains, or by other tunnels", () => {
    const hosts = {
      ...alike("a", "b", "a.team.example.com"),
      c: { policies: ["partners"] },
      d: { tunnel: "u" },
      e: { policies: ["staff", "partners"] },
    };
    const step = publishing(hosts, { tunnels: { t: {}, u: {} } });
    expect(withRepresentatives([step], false)[0]).not.toBe(step);
    const kept = JSON.stringify(withRepresentatives([step], false)[0].stacks[0].terraform);
    for (const label of ["a", "a.team.example.com", "c", "d", "e"]) expect(kept).toContain(`"${name(label)}"`);
    expect(kept).not.toContain(`"${name("b")}"`);
  });

  test("do not represent a host whose application, record or rule changes", () => {
    const before = publishing(alike("a", "b", "c"));
    const after = publishing({ ...alike("a", "c"), b: { policies: ["partners"] } });
    expect(removing(before, after)).toEqual([
      [name("a"), name("b")],
      [name("a"), name("b")],
    ]);
  });

  test("do not represent a host that something else mentions", () => {
    const mention = (step: Step) =>
      edited(step, (terraform) => {
        terraform.resource.cloudflare_zero_trust_gateway_policy = {
          p: { traffic: `any(http.request.host == "${name("b")}")` },
        };
      });
    const step = mention(publishing(alike("a", "b", "c")));
    expect(withRepresentatives([step], false).map(hostsOf)).toEqual([[name("a"), name("b")]]);
  });

  test("do not represent a host that a wildcard covers", () => {
    const step = edited(publishing(alike("a-1", "a-2", "b-1", "b-2")), (terraform) => {
      terraform.resource.cloudflare_zero_trust_access_application.wide = {
        domain: "b-*.example.com",
        type: "self_hosted",
      };
    });
    expect(withRepresentatives([step], false).map(hostsOf)).toEqual([[name("a-1"), name("b-1")]]);
  });

  test("do not represent a host whose rule follows a wildcard rule", () => {
    const step = edited(publishing(alike("a", "b", "c")), (terraform) => {
      const [config]: any[] = Object.values(terraform.resource.cloudflare_zero_trust_tunnel_cloudflared_config);
      config.config.ingress.splice(2, 0, { hostname: "*.other.example", service: "http://10.0.0.9" });
    });
    expect(withRepresentatives([step], false).map(hostsOf)).toEqual([[name("a"), "*.other.example", name("c")]]);
  });

  test("do not represent hosts with several instances, and hosts in files that Terraform merges", () => {
    const repeated = edited(publishing(alike("a", "b")), (terraform) => {
      for (const body of Object.values<any>(terraform.resource.cloudflare_dns_record)) body.count = 1;
    });
    expect(withRepresentatives([repeated], false).map(hostsOf)).toEqual([[name("a"), name("b")]]);
    const step = publishing(alike("a", "b"));
    const severalFiles = { ...step, stacks: step.stacks.map((stack) => ({ ...stack, isSingleFile: false })) };
    expect(withRepresentatives([severalFiles], false)).toEqual([severalFiles]);
  });

  test("do not change a stack with numbers that JavaScript cannot represent", () => {
    const step = publishing(alike("a", "b"));
    const exact = edited(step, (terraform) => (terraform.locals = { big: 2 ** 60 }));
    expect(withRepresentatives([exact], false)).toEqual([exact]);
  });

  test("have the outputs of the others removed, unless another stack reads them", () => {
    const step = edited(publishing(alike("a", "b", "c")), (terraform) => {
      const records = Object.keys(terraform.resource.cloudflare_dns_record);
      terraform.output = {
        urls: { value: ["a", "b", "c"].map((label) => `https://${name(label)}`) },
        ...Object.fromEntries(records.map((each, i) => [`r${i}`, { value: `\${cloudflare_dns_record.${each}.id}` }])),
      };
    });
    const [alone] = withRepresentatives([step], false);
    expect(alone.stacks[0].terraform.output).toEqual({
      urls: { value: [`https://${name("a")}`] },
      r0: { value: expect.any(String) },
    });
    const reader = written({ locals: { id: "${data.terraform_remote_state.app.outputs.r1}" } }, "reader");
    const [both] = withRepresentatives([{ ...step, stacks: [...step.stacks, reader] }], false);
    expect(hostsOf(both)).toEqual([name("a"), name("b")]);
  });

  test("of a version without hosts are the version itself", () => {
    expect(withRepresentatives([NOTHING], true)).toEqual([NOTHING]);
  });
});
