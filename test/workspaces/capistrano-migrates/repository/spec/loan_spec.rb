RSpec.describe 'loan' do
end
