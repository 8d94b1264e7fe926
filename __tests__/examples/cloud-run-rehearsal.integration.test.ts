import { explored, isChange, NOTHING, Rehearsal } from "../../lib/rehearsal";
import { describeCall } from "../../lib/rehearsal/report";
import { RUN_EDITS, RunEstate, runStep } from "../rehearsal/fixtures/run-estate";
import { describeWithTerraform } from "../support/terraform";

/** Limited by number, not by time, so that a busy machine runs the same scenarios. */
const SOME = { orders: 1, singles: 4 };

jest.setTimeout(120_000);

/** The changes between two estates, in the order in which they take effect. */
async function changes(before: RunEstate, after: RunEstate): Promise<string[]> {
  const [from, to] = [runStep("before", before), runStep("after", after)];
  const rehearsal = await Rehearsal.open([from, to]);
  try {
    await rehearsal.apply(from);
    const { outcome, journal } = await rehearsal.apply(to);
    expect(outcome).toBe("converged");
    const effects = journal.filter(isChange).map(({ operation, type, name, outcome: end }) => ({
      run: "",
      call: `${operation} ${type} ${name}`,
      outcome: end,
    }));
    return effects.map(describeCall);
  } finally {
    rehearsal.close();
  }
}

describeWithTerraform("the rehearsal of Cloud Run connectors and services", () => {
  test.each(RUN_EDITS.map((edit) => [edit.name, edit] as const))(
    "exposes no host after any fault, and recovers whatever does not converge: %s",
    async (_, { name, before, after }) => {
      const steps = [runStep("before", before), runStep(name, after), NOTHING];
      const { exposures, notConverged, scenarios } = await explored(steps, SOME);
      expect(exposures).toEqual([]);
      expect(notConverged.filter(({ recovery }) => recovery === undefined)).toEqual([]);
      expect(scenarios.done).toBeGreaterThan(steps.length);
    },
  );
});

describeWithTerraform("an edit of Cloud Run connectors or services", () => {
  const edit = (name: string) => {
    const { before, after } = RUN_EDITS.find((each) => each.name === name)!;
    return changes(before, after);
  };

  test("creates the Access application of a new service before its route and keeps the connector", async () => {
    const calls = await edit("a service is added");
    const sorted = [...calls.slice(0, -2)].sort();
    expect([...sorted, ...calls.slice(-2)]).toEqual([
      "create access_application billing.example.com",
      "create google_cloud_run_v2_service billing",
      "create google_service_account run-billing",
      "update tunnel_cloudflared_config config of run",
      "create dns_record billing.example.com",
    ]);
  });

  test("deletes the route of a removed service before its Access application", async () => {
    const calls = await edit("a service is removed");
    expect(calls.filter((call) => !call.includes("google_"))).toEqual([
      "delete dns_record billing.example.com",
      "update tunnel_cloudflared_config config of run",
      "delete access_application billing.example.com",
    ]);
    expect(calls.filter((call) => call.includes("google_"))).toEqual([
      "delete google_cloud_run_v2_service billing",
      "delete google_service_account run-billing",
    ]);
  });

  test("only updates the worker pool when the token version changes", async () => {
    expect(await edit("the token is rotated")).toEqual(["update google_cloud_run_v2_worker_pool cloudflared-us"]);
  });

  test("deletes an old ephemeral token after the worker pool uses the new one", async () => {
    expect(await edit("an ephemeral token is rotated")).toEqual([
      "create google_secret_manager_secret_version version 2 of cloudflared-us-token",
      "update google_cloud_run_v2_worker_pool cloudflared-us",
      "delete google_secret_manager_secret_version version 1 of cloudflared-us-token",
    ]);
  });

  test("deletes the token permission of a replaced connector after its worker pool", async () => {
    const calls = (await edit("a connector is replaced")).map((call) => call.replace(/ for serviceAccount.*/, ""));
    expect(calls[0]).toBe("delete google_cloud_run_v2_worker_pool cloudflared-us");
    const [create, remove] = ["create", "delete"].map((operation) =>
      calls.filter((call) => call.startsWith(operation)),
    );
    expect(create).toEqual([
      "create google_service_account cloudflared-2",
      "create google_secret_manager_secret_iam_member cloudflared-token",
      "create google_cloud_run_v2_worker_pool cloudflared-2",
    ]);
    expect(remove).toEqual([
      "delete google_cloud_run_v2_worker_pool cloudflared-us",
      "delete google_secret_manager_secret_iam_member cloudflared-token",
      "delete google_service_account cloudflared-us",
    ]);
  });
});

describeWithTerraform("an ephemeral token of Cloud Run", () => {
  test("is not stored in the state", async () => {
    const step = runStep("an ephemeral token", RUN_EDITS.find(({ name }) => name.startsWith("an ephemeral"))!.after);
    const rehearsal = await Rehearsal.open([step]);
    try {
      expect((await rehearsal.apply(step)).outcome).toBe("converged");
      const [state] = rehearsal.save().states.values();
      expect(state).toContain("google_secret_manager_secret_version");
      expect(JSON.parse(state!).resources.map(({ mode }: any) => mode)).not.toContain("data");
      // The rehearsal uses the name of a variable as its value.
      const kept = JSON.parse(state!).resources.filter(({ instances }: any) =>
        JSON.stringify(instances.map(({ attributes }: any) => attributes)).includes('"tunnel-token"'),
      );
      expect(kept).toEqual([]);
    } finally {
      rehearsal.close();
    }
  });
});
