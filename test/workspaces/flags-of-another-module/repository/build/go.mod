module example.com/acme/branches/build
