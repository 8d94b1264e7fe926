import { Testing } from "cdktf";
import { ArgocdStack } from "../../examples/argocd/argocd-stack";
import { describeWithTerraform } from "../support/terraform";
import { rehearse } from "cdktf-zero-trust/lib/rehearsal";

describeWithTerraform("the rehearsal of examples/argocd", () => {
  test("exposes no host after any fault", async () => {
    const app = Testing.app();
    new ArgocdStack(app, "argocd");
    const { exposed, opened, partiallyProtected } = await rehearse([app], { seconds: 15 });
    expect(exposed).toEqual([]);
    expect(opened).toEqual([]);
    expect(partiallyProtected).toEqual([]);
  }, 90_000);
});
