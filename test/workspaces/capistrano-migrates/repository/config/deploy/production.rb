server 'loans.example.com', roles: %w[app db web]
