import { App } from "cdktf";
import { CloudRunStack } from "./stacks/cloud-run-stack";
import { PrivateNetworkStack } from "./stacks/private-network-stack";
import { PublishStack } from "./stacks/publish-stack";

const app = new App();
new PublishStack(app, "publish");
new CloudRunStack(app, "cloud-run");
new PrivateNetworkStack(app, "private-network");
app.synth();
