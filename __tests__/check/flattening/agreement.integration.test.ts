import { readFixture, readFixtureOf } from "./fixture";
import { exposuresOf, versionsOf, windowsOf } from "./rehearsed";
import type { Values } from "../../../lib/core/terraform/values";
import type { Step } from "../../../lib/rehearsal";
import { describeWithTerraform } from "../../support/terraform";
import { argocd } from "../examples";
import { plannedByTerraform } from "../plan/real-plan";

jest.setTimeout(600_000);

/** Enough for the faults that expose something. */
const OPTIONS = { assumeForeignRecords: true, singles: 8 };

describeWithTerraform("the rehearsal of a plan", () => {
  test.each<[name: string, exposed: string[]]>([
    ["real-provider/depends-on", ["public wiki.example.com"]],
    ["real-provider/for-each-host-removed", ["public b.example.com"]],
    ["real-provider/for-each-created-first", []],
    ["real-provider/modules-host-removed", ["layer b.example.com"]],
    ["real-provider/application-last", ["public b.example.com"]],
    ["real-provider/modules-created", []],
    ["real-provider/argocd-host-removed", []],
    ["provider-v4/host-removed", ["public b.example.com"]],
    ["opentofu/moved", []],
  ])("exposes what check finds in all orders of %s", async (name, exposed) => {
    const read = readFixture(name);
    expect(windowsOf(read, OPTIONS.assumeForeignRecords)).toEqual(exposed);
    expect(await exposuresOf(versionsOf(read), OPTIONS)).toEqual(exposed);
  });

  test("exposes what the rehearsal of the directories exposes, without the interlock of an example", async () => {
    const steps = [argocd({ users: ["ann@partner.example"] }), argocd({})].map(withoutInterlock);
    const { json, graph } = await plannedByTerraform(steps.map(({ stacks }) => ({ root: stacks[0].terraform })));
    const ofDirectories = await exposuresOf(steps, OPTIONS);
    const ofPlan = await exposuresOf(versionsOf(readFixtureOf(JSON.parse(json) as Values, graph)), OPTIONS);
    expect(ofDirectories).toEqual(["layer guests.example.com"]);
    expect(ofPlan).toEqual(ofDirectories);
  });
});

/** A step without the objects that hold back the applications of a tunnel. */
function withoutInterlock({ name, stacks }: Step): Step {
  return {
    name,
    stacks: stacks.map(({ name: stack, terraform }) => {
      const { terraform_data: held, ...resource } = terraform.resource as Values;
      expect(Object.keys(held as Values).every((each) => each.includes("Interlock"))).toBe(true);
      return { name: stack, terraform: { ...terraform, resource } };
    }),
  };
}
