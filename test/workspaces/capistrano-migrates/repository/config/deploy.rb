lock '~> 3.19'
set :application, 'loans'
set :repo_url, 'https://git.example.com/library/loans.git'
