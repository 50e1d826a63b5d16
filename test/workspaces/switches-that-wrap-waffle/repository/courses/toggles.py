from edx_toggles.toggles import WaffleSwitch

NEW_CATALOGUE = WaffleSwitch("courses.new_catalogue", __name__)
