// DebuggableAttribute with modes instead of two booleans: mini does not look at it, and inlines
using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

[assembly: Debuggable (DebuggableAttribute.DebuggingModes.Default | DebuggableAttribute.DebuggingModes.DisableOptimizations)]

class CalleesNode {
	public int value;

	[MethodImpl (MethodImplOptions.AggressiveInlining)]
	public static int Of (CalleesNode node)
	{
		return node.value;
	}

	public static int Twice (CalleesNode node)
	{
		return Of (node) * 2;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Read (CalleesNode node)
	{
		return Twice (node);
	}
}

static class Callers {
	public static void Run ()
	{
		try {
			CalleesNode.Read (null);
		} catch (NullReferenceException e) {
			foreach (StackFrame frame in new StackTrace (e).GetFrames ())
				Console.WriteLine (frame.GetMethod ().Name + " " + frame.GetILOffset ());
		}
	}
}

static class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
