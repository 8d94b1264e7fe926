import { ZeroTrustGatewayPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { ACCOUNT } from "./stack";
import { Owner } from "../../lib/core/owner";
import { Account, IRouteGuard } from "cdktf-zero-trust";

/** A guarding policy with only the properties that routes use. What it blocks is unknown. */
export class FakeGuard extends Construct implements IRouteGuard {
  public readonly policyId: string;
  public readonly _owner: Owner;
  public readonly _guard: TerraformResource;
  public _keepsOut = true;

  public constructor(scope: Construct, id: string, account: Account = ACCOUNT, traffic = "any") {
    super(scope, id);
    const resource = new ZeroTrustGatewayPolicy(this, "Resource", {
      accountId: account.accountId,
      name: id,
      action: "block",
      traffic,
    });
    this._guard = resource;
    this.policyId = resource.id;
    this._owner = { construct: this, account, importer: "" };
  }
}
