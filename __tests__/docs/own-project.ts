import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { App, TerraformStack } from "cdktf";

class PublishStack extends TerraformStack {
  public constructor(app: App) {
    super(app, "publish");
    new CloudflareProvider(this, "cloudflare"); // reads CLOUDFLARE_API_TOKEN
    new KubernetesProvider(this, "kubernetes", { configPath: "~/.kube/config" });
    // The body of step 1, with its imports at the start of the file.
  }
}

const app = new App();
new PublishStack(app);
app.synth();
