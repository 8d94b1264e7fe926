import { App } from "cdktf";
import { ClusterDnsStack } from "./cluster-dns-stack";

const app = new App();
new ClusterDnsStack(app, "cluster-dns");
app.synth();
