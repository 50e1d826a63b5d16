class AddEntries < ActiveRecord::Migration[7.1]
end
