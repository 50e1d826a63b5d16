class CreateLoans < ActiveRecord::Migration[7.2]
  def change
    create_table :loans
  end
end
