// Loops that wait for another thread by reading what it will write, not volatile: fields, statics, properties, chains of fields,
// references, captured variables, elements, beside other exits and other work. ECMA-335 I.12.6.4 lets a compiler read once;
// stock mono reads every round, and programs rely on it.
using System;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;

public struct Pair { public int First; public bool Second; }
public class Node { public Node Next; public bool Done; public int Step; public Pair Pair; public int [] Elements = new int [4]; }

public class CalleesWaiting {
	public bool Done;
	public int Step, Rounds, Other;
	public long Long;
	public double Double;
	public string Text;
	public object Object;
	public Node Node = new Node { Next = new Node () };
	public Pair Pair;
	public int [] Elements = new int [4];
	public static bool Ready;
	public static Node Shared;
	public bool IsDone { get { return Done; } }
	public int Negated { get { return -Step; } }
	static int Id (int n) { return n + 0; }

	public void Field () { while (!Done) { } }
	public void Counting () { int rounds = 0; while (Step < 3) rounds++; Rounds = rounds; }
	public static void Static () { do { } while (!Ready); }
	public void Property () { while (!IsDone) { } }
	public void Computed () { while (Id (Negated) * 2 > -6) { } }
	public void Chain () { while (!Node.Next.Done) { } }
	public void NewNode () { while (Node.Next.Next == null) { } }
	public void Element () { while (Elements [2] == 0) { } }
	public void NewElements () { while (Elements.Length == 4) { } }
	public void Member () { while (!Pair.Second) { } }
	public void Struct () { Pair copy; do copy = Pair; while (!copy.Second); }
	static void Wait (ref bool done) { while (!done) { } }
	public void Reference () { Wait (ref Done); }
	static void WaitOut (ref int step, int wanted) { int rounds = 0; for (; step != wanted; rounds++) if (rounds < 0) break; }
	public void ReferenceCounting () { WaitOut (ref Step, 3); }
	public unsafe void Pointer () { fixed (int* step = &Step) while (*step < 3) { } }
	public void TwoExits () { int i = 0; while (!Done && i >= 0) i = i + 1 & int.MaxValue; }
	public void ThirdExit () { long i = 0; while (true) { if (Step == 3) break; if (++i < 0) return; if (Ready && Done) break; } }
	public void Either () { while (!(Done || Step > 2)) { } }
	public void Both () { while (!(Step > 2 & Done)) { } }
	public void Conditional () { while (!(Other == 0 ? Done : Ready)) { } }
	public void OddRounds () { uint i = 0; while (true) { i++; if (i > 10 && Done) return; } }
	public void WritingOthers () { while (!Done) { Rounds++; Long = Rounds; Node.Step = 1; } }
	public void WritingElements () { while (!Done) Elements [1]++; }
	public void Outer () { while (!Done) { int sum = 0; for (int i = 0; i < Elements.Length; i++) sum += Elements [i]; Rounds = sum; } }
	public void Inner () { for (int i = 0; i < 2; i++) while (Step < 3) { } }
	public void OutOfBoth () { for (;;) for (int i = 0; i < 100; i++) if (Done) return; }
	public void SumOfInner () { int sum; do { sum = 0; for (int i = 0; i < 3; i++) sum += Step; } while (sum < 9); }
	public void Remembered () { bool done = Done; while (!done) { Rounds++; done = Done; } }
	public void LocalNode () { var node = Node; do { } while (!node.Done); }
	public void Switch () { while (true) switch (Step) { case 3: return; case 4: Rounds = 1; break; } }
	public void OfDouble () { while (Double < 1.5) { } }
	public void OfLong () { while (Long == 0) { } }
	public void OfString () { while (Text == null || Text.Length != 4) { } }
	public void OfType () { while (!(Object is string)) { } }
	public void InTry () { try { while (!Done) { } } finally { Rounds = 1; } }
	public void ThroughStatic () { while (!Shared.Done) { } }
	public void Captured () { var other = this; Action wait = () => { while (!other.Done) { } }; wait (); }
	public void CapturedLocal ()
	{
		bool done = false;
		var setter = new Thread (() => { Thread.Sleep (100); done = true; });
		setter.IsBackground = true;
		setter.Start ();
		while (!done) { }
	}
	public void Throwing () { while (true) if (Done) throw new InvalidOperationException (); }
	public void Nested () { while (!Done) { while (Step < 3 && !Done) { } Rounds++; } }

	public void Write ()
	{
		Node.Next.Next = new Node ();
		Node.Next.Done = true;
		Node.Done = true;
		Elements [2] = 1;
		Pair.Second = true;
		Double = 2;
		Long = 1L << 40;
		Text = "done";
		Object = "text";
		Shared.Done = true;
		Ready = true;
		Step = 3;
		Done = true;
	}
}

static class Callers {
	static void Try (Action wait)
	{
		try {
			wait ();
		} catch (InvalidOperationException) {
		}
	}

	// Reads a while before the writes, and then must end.
	static bool Ends (MethodInfo method)
	{
		var one = new CalleesWaiting ();
		var wait = (Action) Delegate.CreateDelegate (typeof (Action), method.IsStatic ? null : one, method);
		var thread = new Thread (() => Try (wait));
		CalleesWaiting.Shared = new Node ();
		CalleesWaiting.Ready = false;
		thread.IsBackground = true;
		thread.Start ();
		for (int i = 0; i < 6 && thread.IsAlive; i++)
			Thread.Sleep (5);
		one.Write ();
		Thread.Sleep (5);
		// Last: the elements of the old ones are waited for, too.
		one.Elements = new int [] { 0, 0, 1, 0, 0 };
		return thread.Join (10000);
	}

	static void Main ()
	{
		foreach (var method in typeof (CalleesWaiting).GetMethods ())
			if (method.DeclaringType == typeof (CalleesWaiting) && !method.IsSpecialName && method.Name != "Write")
				Console.WriteLine ("{0}: {1}", method.Name, Ends (method) ? "ends" : "waits for ever");
	}
}
