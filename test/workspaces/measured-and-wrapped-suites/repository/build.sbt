lazy val shop = project in file(".")
