print("deploys")
