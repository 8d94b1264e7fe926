import { App } from "cdktf";
import { ArgocdStack } from "./argocd-stack";

const app = new App();
new ArgocdStack(app, "argocd");
app.synth();
