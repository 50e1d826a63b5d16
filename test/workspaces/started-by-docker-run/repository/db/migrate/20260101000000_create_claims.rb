class CreateClaims < ActiveRecord::Migration[8.0]
  def change
    create_table :claims
  end
end
