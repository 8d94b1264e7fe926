import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Rehearsal, RehearsalOptions, RehearsedStack, Step, stepOf } from "../../../lib/rehearsal";
import { makeScratch, removeScratch } from "../../../scripts/scratch";
import { describeWithTerraform } from "../../support/terraform";
import { written } from "../fixtures/app";

jest.setTimeout(60_000);

const scratch = makeScratch();
afterAll(() => removeScratch(scratch));

let directories = 0;
/** Writes files into a directory below the scratch directory, and returns the path of the first one. */
function write(files: Record<string, string | object>): string {
  const root = join(scratch, String(directories++));
  for (const [name, content] of Object.entries(files)) {
    const file = join(root, name);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  }
  return join(root, Object.keys(files)[0]);
}

const step = (terraform: object): Step => ({
  name: "written",
  stacks: [written(terraform as RehearsedStack["terraform"])],
});

describeWithTerraform("Rehearsal of hand-written Terraform", () => {
  let rehearsal: Rehearsal;
  afterEach(() => rehearsal?.close());

  /** Applies a step, and returns the values of its objects of one type. */
  async function applied(of: Step, type: string, options: RehearsalOptions = {}) {
    rehearsal = await Rehearsal.open([of], { idleMs: 4, ...options });
    expect(await rehearsal.apply(of)).toMatchObject({ outcome: "converged", diagnostics: [] });
    expect(await rehearsal.plan(of)).toEqual([]);
    return rehearsal.cloud.ofType(type).map(({ values }) => values);
  }

  test("a block that is written as a list has computed attributes", async () => {
    const [route] = await applied(
      step({
        resource: {
          acme_vm: { a: { nic: [{ network: "default" }] } },
          acme_route: { r: { to: "${acme_vm.a.nic[0].ip}", through: "${acme_vm.a.nic.0.network}" } },
        },
      }),
      "acme_route",
    );
    expect(route).toMatchObject({ to: expect.stringMatching(/^ip-/), through: "default" });
  });

  test("dynamic blocks can be within other blocks", async () => {
    const rule = { for_each: ["a", "b"], content: [{ h: "${rule.value}" }] };
    const [thing] = await applied(
      step({ resource: { acme_thing: { a: { config: [{ dynamic: { rule } }] } } } }),
      "acme_thing",
    );
    expect(thing.config).toEqual([{ rule: [{ h: "a" }, { h: "b" }] }]);
  });

  test("a data source finds what it searches for", async () => {
    const [record] = await applied(
      step({
        data: {
          cloudflare_zone: { z: { filter: { name: "example.com" } } },
          cloudflare_zones: { all: { name: "example.org" } },
        },
        resource: {
          cloudflare_dns_record: {
            r: {
              zone_id: "${data.cloudflare_zone.z.zone_id}",
              name: "app.${data.cloudflare_zone.z.name}",
              comment: "${data.cloudflare_zones.all.result[0].name}",
            },
          },
        },
      }),
      "cloudflare_dns_record",
    );
    expect(record).toMatchObject({
      name: "app.example.com",
      comment: "example.org",
      zone_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test("the user gives the values of data sources, which are no expressions", async () => {
    const of = step({
      data: { http: { hosts: { url: "https://example.com/hosts" } } },
      resource: { acme_thing: { a: { hosts: "${jsondecode(data.http.hosts.response_body)}" } } },
    });
    const data = { "data.http.hosts": { response_body: '["${a}", "b"]' } };
    const [thing] = await applied(of, "acme_thing", { data });
    expect(thing.hosts).toEqual(["${a}", "b"]);
    await expect(Rehearsal.open([of], { data: { "data.http.other": {} } })).rejects.toMatchObject({
      code: "RehearsalImpossible",
      message: expect.stringContaining("data.http.other"),
    });
  });

  describe("with variables", () => {
    const ofVariable = (type: string | undefined, more: object = {}) =>
      step({ variable: { x: { ...(type && { type }), ...more } }, resource: { acme_thing: { a: { x: "${var.x}" } } } });

    test.each([undefined, "any", "string"])("uses the name of a variable of type %s as its value", async (type) => {
      expect(await applied(ofVariable(type), "acme_thing")).toMatchObject([{ x: "x" }]);
      expect(rehearsal.notes).toEqual(["stack app: the variables x have no values, so placeholders are used"]);
    });

    test("fails when a list has no value, because it would be empty", async () => {
      await expect(Rehearsal.open([ofVariable("list(string)")])).rejects.toMatchObject({
        code: "RehearsalImpossible",
        message: expect.stringMatching(/variable x of type list\(string\) has no value.*TF_VAR_x.*--var-file/),
      });
    });

    test("uses TF_VAR_*, and files of the user before them", async () => {
      const of = ofVariable("list(string)");
      process.env.TF_VAR_x = '["environment"]';
      try {
        expect(await applied(of, "acme_thing")).toMatchObject([{ x: ["environment"] }]);
        rehearsal.close();
        const file = write({ "x.tfvars": 'x = ["file"]\n' });
        expect(await applied(of, "acme_thing", { varFiles: [file] })).toMatchObject([{ x: ["file"] }]);
        expect(rehearsal.notes).toEqual([]);
      } finally {
        delete process.env.TF_VAR_x;
      }
    });

    test("adds to an error that a placeholder is the value", async () => {
      const of = step({
        variable: { x: {} },
        resource: { acme_thing: { a: { x: "${jsondecode(var.x)}" } } },
      });
      rehearsal = await Rehearsal.open([of]);
      const { outcome, diagnostics } = await rehearsal.apply(of);
      expect(outcome).toBe("failed");
      expect(diagnostics[0].detail).toContain("Placeholders are used for the variables x; set TF_VAR_x");
    });
  });

  test("two directories are applied together, and one reads the state of the other", async () => {
    const network = write({
      "network/main.tf.json": {
        resource: { acme_net: { n: { cidr: "10.0.0.0/8" } } },
        output: { id: { value: "${acme_net.n.id}" } },
      },
      "publish/main.tf.json": {
        data: {
          terraform_remote_state: { net: { backend: "local", config: { path: "../network/terraform.tfstate" } } },
        },
        resource: { acme_vm: { v: { net: "${data.terraform_remote_state.net.outputs.id}" } } },
      },
    });
    const roots = ["publish", "network"].map((name) => join(network, "../..", name));
    const [vm] = await applied(stepOf(roots), "acme_vm");
    expect(vm.net).toBe(rehearsal.cloud.ofType("acme_net")[0].id);
  });

  test("reads one file without the others of its directory", async () => {
    const thing = (name: string) => ({ resource: { [`acme_${name}`]: { [name]: { name } } } });
    const file = write({ "x.tf.json": thing("x"), "y.tf.json": thing("y") });
    expect(await applied(stepOf(file), "acme_x")).toHaveLength(1);
    expect(rehearsal.cloud.objects()).toHaveLength(1);
  });

  test("reads files above the directory", async () => {
    const terraform = {
      resource: {
        acme_thing: {
          a: { a: '${file("../a.txt")}', b: '${file("${path.module}/../../shared/b.txt")}', c: '${file("c.txt")}' },
        },
      },
    };
    const file = write({
      "stacks/app/main.tf.json": terraform,
      "stacks/app/c.txt": "c",
      "stacks/a.txt": "a",
      "shared/b.txt": "b",
    });
    expect(await applied(stepOf(join(file, "..")), "acme_thing")).toMatchObject([{ a: "a", b: "b", c: "c" }]);
  });

  test("does not execute provisioners, and notes it", async () => {
    const marker = join(scratch, "executed");
    const of = step({
      resource: {
        terraform_data: { t: { input: "x", provisioner: { "local-exec": { command: `touch ${marker}` } } } },
        acme_thing: {
          a: { of: "${terraform_data.t.output}", provisioner: [{ "local-exec": [{ command: "false" }] }] },
        },
      },
    });
    expect(await applied(of, "acme_thing")).toMatchObject([{ of: "x" }]);
    expect(existsSync(marker)).toBe(false);
    expect(rehearsal.notes).toEqual([
      "stack app: the provisioners of terraform_data.t are not executed",
      "stack app: the provisioners of acme_thing.a are not executed",
    ]);
  });
});

test("Rehearsal.open refuses HCL, and names the command that rehearses its plan", async () => {
  const file = write({ "a.tf.json": {}, "b.tf": "" });
  const of = stepOf(join(file, ".."));
  await expect(Rehearsal.open([of])).rejects.toMatchObject({
    code: "RehearsalImpossible",
    message: expect.stringMatching(/b\.tf is not supported.*rehearse --plan .*tfplan --chdir/),
  });
});
