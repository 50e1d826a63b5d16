class CreateLots < ActiveRecord::Migration[7.2]
  def change
    create_table :lots
  end
end
