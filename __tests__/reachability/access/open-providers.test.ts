import { admitsAnyone } from "../../../lib/reachability/access/open-providers";

describe("admitsAnyone", () => {
  test.each<[string, object]>([
    ["github", {}],
    ["onetimepin", {}],
    ["azureAD", { directory_id: "common" }],
    ["azureAD", { directory_id: "9188040d-6c67-4c5b-b112-36a304b66dad" }],
    ["google-apps", { apps_domain: "gmail.com" }],
    ["oidc", { auth_url: "https://accounts.google.com/o/oauth2/v2/auth" }],
    ["oidc", { auth_url: "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize" }],
  ])("is true for %s with %j", (type, config) => {
    expect(admitsAnyone(type, { ...config })).toBe(true);
  });

  test.each<[string, object]>([
    ["okta", {}],
    ["saml", { sso_target_url: "https://accounts.google.com/o/saml2/idp" }],
    ["azureAD", { directory_id: "11111111-2222-4333-8444-555555555555" }],
    ["google-apps", { apps_domain: "example.com" }],
    ["oidc", { auth_url: "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/authorize" }],
    ["oidc", { auth_url: "https://login.example.com/accounts.google.com/" }],
    ["oidc", { auth_url: "${var.issuer}" }],
    ["oidc", {}],
  ])("is false for %s with %j", (type, config) => {
    expect(admitsAnyone(type, { ...config })).toBe(false);
  });
});
