import { argocd, cloudRun, clusterDns, privateNetwork } from "./examples";
import { plannedByTerraform } from "./plan/real-plan";
import { changeBetween } from "./synthesized-steps";
import { check } from "../../lib/check/check";
import { parsePlan } from "../../lib/check/plan/read-plan";
import { planOrder } from "../../lib/check/plan-order";
import type { Step } from "../../lib/rehearsal";
import { describeWithTerraform } from "../support/terraform";

jest.setTimeout(120_000);

const [ANN, BOB] = ["ann@partner.example", "bob@partner.example"];

describeWithTerraform("check of a plan of an example", () => {
  test.each<[string, Step[], gaining: number, losing: number]>([
    ["a host is added to argocd", [argocd({}), argocd({ users: [ANN] })], 1, 0],
    ["a host is removed from argocd", [argocd({ users: [ANN] }), argocd({})], 0, 1],
    ["another user is allowed in argocd", [argocd({ users: [ANN] }), argocd({ users: [ANN, BOB] })], 1, 0],
    ["a user is no longer allowed in argocd", [argocd({ users: [ANN, BOB] }), argocd({ users: [ANN] })], 0, 1],
    ["a host is added to cloud-run", [cloudRun({}), cloudRun({ users: [ANN] })], 1, 0],
    ["a host is removed from cloud-run", [cloudRun({ users: [ANN] }), cloudRun({})], 0, 1],
    ["a cluster is added to the private network", [privateNetwork(2), privateNetwork(3)], 1, 0],
    ["a cluster is removed from the private network", [privateNetwork(3), privateNetwork(2)], 0, 1],
    ["nothing changes in cluster-dns", [clusterDns(), clusterDns()], 0, 0],
  ])("passes, as the check of the synthesized versions does: %s", async (_, [before, after], gaining, losing) => {
    const options = { assumeForeignRecords: true, failOn: ["public", "users", "layer", "unknown"] as const };
    const { json, graph } = await plannedByTerraform(
      [before, after].map((each) => ({ root: each.stacks[0].terraform })),
    );
    const planned = parsePlan(json, "app");
    const { order, gaps } = planOrder(planned, JSON.parse(json), graph);
    const synthesized = changeBetween(before, after);
    const reports = [check(planned, order, options), check(synthesized.changeSet, synthesized.order, options)];
    const accessOf = (change: "gains" | "loses") =>
      reports.map(({ accessChanges }) => accessChanges.filter((each) => each.change === change));
    expect(gaps).toEqual([]);
    expect(reports.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(reports.map(({ checked }) => checked.everyOrder)).toEqual([true, true]);
    expect(accessOf("gains").map((rows) => rows.length > 0)).toEqual([gaining > 0, gaining > 0]);
    expect(accessOf("loses").map((rows) => rows.length > 0)).toEqual([losing > 0, losing > 0]);
    expect(accessOf("gains")[0]).toEqual(accessOf("gains")[1]);
  });
});
