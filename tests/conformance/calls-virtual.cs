// Virtual calls: overrides, hiding with new slots, base calls, abstract and sealed methods, calls from a constructor
// (ECMA-335 I.8.10.4, III.4.2)
using System;
using System.Runtime.CompilerServices;

abstract class CalleesBase {
	protected CalleesBase () { Report.Line ("constructor sees " + Name ()); }
	public abstract string Name ();
	public virtual int Number (int a) { return a + 1; }
	public virtual string Hidden () { return "base hidden"; }
	public virtual double Sum (double a, float b) { return a + b; }
	public override string ToString () { return "object " + Name (); }
}

class CalleesMiddle : CalleesBase {
	public override string Name () { return "middle"; }
	public override int Number (int a) { return base.Number (a) * 2; }
	public new virtual string Hidden () { return "middle hidden"; }
	public sealed override double Sum (double a, float b) { return a - b; }
}

sealed class CalleesLeaf : CalleesMiddle {
	public override string Name () { return "leaf of " + base.Name (); }
	public override int Number (int a) { return base.Number (a) - 5; }
	public override string Hidden () { return "leaf hidden"; }
	public override bool Equals (object other) { return other is CalleesLeaf; }
	public override int GetHashCode () { return 42; }
}

class CalleesOther : CalleesBase {
	public override string Name () { return "other"; }
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Use (CalleesBase a)
	{
		Report.Line (a.Name () + " " + a.Number (10) + " " + a.Hidden () + " " + Report.Show (a.Sum (1.5, 0.1f)) + " " +
			a);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Use (CalleesMiddle a)
	{
		Report.Line (a.Name () + " " + a.Number (10) + " " + a.Hidden () + " " + Report.Show (a.Sum (1.5, 0.1f)) + " " +
			a);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Loop (CalleesBase[] all)
	{
		int sum = 0;
		for (int i = 0; i < 10000; i++)
			sum = all [i % all.Length].Number (sum) % 1000;
		return sum;
	}

	public static void Run ()
	{
		CalleesBase[] all = { new CalleesMiddle (), new CalleesLeaf (), new CalleesOther () };
		foreach (CalleesBase one in all)
			Use (one);
		Use ((CalleesMiddle) all [0]);
		Use ((CalleesMiddle) all [1]);
		Report.Value ("loop", Loop (all));
		object text = "text", number = 5;
		Report.Line (text.ToString () + number + text.Equals ("te" + "xt") + number.Equals (5) + number.GetHashCode ());
		Report.Value ("equal", all [1].Equals (new CalleesLeaf ()));
		Report.Value ("hash", all [1].GetHashCode ());
		Report.Value ("type", all [2].GetType ().Name);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
